package io.capstan.server;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.capstan.server.config.Help;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which package of the server may know which, and what none of them may touch. */
class ServerArchitectureTest {
  private static final String SERVER = "io.capstan.server";

  /** Classes, and members of classes, that only kv-proto's runtime package may touch. */
  private static final Set<String> MACHINE =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.time.Instant.now",
          "java.time.InstantSource.system",
          "java.time.Clock.systemUTC",
          "java.lang.Thread.<init>",
          "java.lang.Thread.sleep",
          "java.lang.Math.random",
          "java.util.UUID.randomUUID",
          "java.util.Random",
          "java.util.SplittableRandom",
          "java.util.Timer",
          "java.util.concurrent.Executors",
          "java.util.concurrent.ForkJoinPool",
          "java.util.concurrent.ThreadLocalRandom",
          "java.security.SecureRandom");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(SERVER);

  @Test
  void onlyReplicationRaftKnowsRatis() {
    noClasses()
        .that()
        .resideOutsideOfPackage(SERVER + ".replication.raft")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.ratis..")
        .check(CLASSES);
  }

  @Test
  void onlyStorageKnowsRocksDb() {
    noClasses()
        .that()
        .resideOutsideOfPackage(SERVER + ".storage")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.rocksdb..")
        .check(CLASSES);
  }

  @Test
  void theCoreKnowsOnlyPureThings() {
    classes()
        .that()
        .resideInAPackage(SERVER + ".core")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            SERVER + ".core",
            "io.capstan.error",
            "io.capstan.limits",
            "io.capstan.ring",
            "io.capstan.session",
            "io.capstan.version",
            "io.capstan.v1",
            "io.capstan.log.v1",
            "com.google.protobuf",
            "org.jspecify.annotations",
            "java.lang",
            "java.lang.annotation",
            "java.lang.invoke",
            "java.lang.runtime",
            "java.nio",
            "java.nio.charset",
            "java.util",
            "java.util.function",
            "java.util.stream",
            "java.util.zip")
        .check(CLASSES);
  }

  @Test
  void theStorageKnowsOnlyTheCore() {
    check(SERVER + ".storage", SERVER + ".core");
  }

  @Test
  void theApiHandsOverAndDoesNotReachBehindTheCoordinatorAndTheMembership() {
    check(SERVER + ".api", SERVER + ".config", SERVER + ".coordinator", SERVER + ".membership");
  }

  @Test
  void theCoordinatorKnowsNeitherTheApiNorTheTransport() {
    checkNot(SERVER + ".coordinator", SERVER + ".api..", SERVER + ".transport..");
  }

  @Test
  void theMembershipKnowsNeitherTheApiNorTheCoordinatorNorRaft() {
    checkNot(
        SERVER + ".membership",
        SERVER + ".api..",
        SERVER + ".coordinator..",
        SERVER + ".replication.raft..");
  }

  @Test
  void replicationKnowsNothingOfWhoUsesIt() {
    noClasses()
        .that()
        .resideInAPackage(SERVER + ".replication..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            SERVER + ".api..",
            SERVER + ".coordinator..",
            SERVER + ".membership..",
            SERVER + ".transport..",
            SERVER + ".config..")
        .check(CLASSES);
  }

  @Test
  void packagesDoNotKnowEachOtherInCircles() {
    slices().matching(SERVER + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nobodyKnowsTheRootWhichWires() {
    noClasses()
        .that()
        .resideInAPackage(SERVER + ".*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(SERVER)
        .check(CLASSES);
  }

  @Test
  void clocksThreadsAndRandomnessComeFromTheRuntimePackage() {
    noClasses()
        .should()
        // Unlike callMethod, this sees method references too.
        .accessTargetWhere(
            describe(
                "reads a clock, makes a thread, sleeps or draws a random number",
                access ->
                    MACHINE.contains(access.getTargetOwner().getName())
                        || MACHINE.contains(
                            access.getTargetOwner().getName() + "." + access.getName())))
        .check(CLASSES);
  }

  @Test
  void onlyTheLoggingKnowsOtherKindsOfIt() {
    noClasses()
        .that()
        .resideOutsideOfPackage(SERVER + ".logging")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.logging..", "org.apache.logging..", "org.apache.commons..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineWritesToTheConsole() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(Main.class, Help.class)
        .should()
        .accessFieldWhere(
            describe(
                "is a console stream",
                field -> field.getTargetOwner().isEquivalentTo(System.class)))
        .check(CLASSES);
  }

  /** Of the server's own packages, {@code user} may know itself and these. */
  private static void check(String user, String... known) {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAPackage(user)
            .should()
            .dependOnClassesThat(
                describe(
                    "are of the server, but neither in " + user + " nor in " + Set.of(known),
                    other ->
                        other.getPackageName().startsWith(SERVER)
                            && !other.getPackageName().equals(user)
                            && !Set.of(known).contains(other.getPackageName())));
    rule.check(CLASSES);
  }

  private static void checkNot(String user, String... unknown) {
    noClasses()
        .that()
        .resideInAPackage(user)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(unknown)
        .check(CLASSES);
  }
}
