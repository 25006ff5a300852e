package io.capstan.client;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which package of the client may know which. */
final class ClientArchitectureTest {
  /** The same as for the server. */
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
          .importPackages("io.capstan.client");

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
  void nobodyUsesTheShell() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.capstan.client.shell..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.capstan.client.shell..")
        .check(CLASSES);
  }

  @Test
  void onlyTheShellThatIsTypedInKnowsTheLineEditor() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.capstan.client.shell.interactive")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.jline..")
        .check(CLASSES);
  }

  @Test
  void onlyTheTransportDealsWithStreamsAndChannels() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.capstan.client",
            "io.capstan.client.routing..",
            "io.capstan.client.session..",
            "io.capstan.client.retry..",
            "io.capstan.client.examples..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..", "io.netty..")
        .check(CLASSES);
  }

  @Test
  void theTransportKnowsNothingOfRoutingSessionsAndRetries() {
    classes()
        .that()
        .resideInAPackage("io.capstan.client.transport..")
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackages(
            "io.capstan.client",
            "io.capstan.client.routing..",
            "io.capstan.client.session..",
            "io.capstan.client.retry..")
        .check(CLASSES);
  }

  @Test
  void packagesDoNotKnowEachOtherInCircles() {
    slices().matching("io.capstan.client.(*)..").should().beFreeOfCycles().check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.capstan.client.routing..",
            "io.capstan.client.session..",
            "io.capstan.client.retry..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.capstan.client")
        .check(CLASSES);
  }
}
