package io.capstan.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Which package of the client may know which. */
final class ClientArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.capstan.client");

  @Test
  void clocksThreadsAndRandomnessComeFromTheRuntimePackage() {
    noClasses()
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Executors.class, Random.class)
        .check(CLASSES);
    noClasses()
        .should()
        .callConstructor(Thread.class, Runnable.class)
        .orShould()
        .callConstructor(Thread.class, Runnable.class, String.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
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
