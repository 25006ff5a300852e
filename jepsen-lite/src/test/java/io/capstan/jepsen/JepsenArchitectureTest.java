package io.capstan.jepsen;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which package of the harness may know which. */
final class JepsenArchitectureTest {
  private static final String[] PURE = {
    "io.capstan.jepsen.checker..", "io.capstan.jepsen.workload..", "io.capstan.jepsen.history..",
  };

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.capstan.jepsen");

  @Test
  void checkersAndWorkloadsKnowNoClockThreadOrFileAndDrawNothingThemselves() {
    noClasses()
        .that()
        .resideInAnyPackage("io.capstan.jepsen.checker..", "io.capstan.jepsen.workload..")
        .should()
        .accessTargetWhere(
            describe(
                "reads a clock, makes a thread, sleeps, or draws a random number by itself",
                access ->
                    switch (access.getTargetOwner().getName()) {
                      case "java.lang.System" ->
                          access.getName().matches("nanoTime|currentTimeMillis|getenv|exit");
                      case "java.lang.Math" -> access.getName().equals("random");
                      case "java.time.Instant", "java.time.Clock" ->
                          access.getName().matches("now|system.*");
                      case "io.capstan.runtime.Ticker" -> access.getName().equals("system");
                      case "java.lang.Thread",
                          "java.util.Random",
                          "java.util.SplittableRandom",
                          "java.util.UUID" ->
                          true;
                      default -> false;
                    }))
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.util.concurrent..", "java.nio.file..", "java.net..", "io.grpc..", "picocli..")
        .check(CLASSES);
  }

  @Test
  void theyKnowNothingOfTheHarnessAroundThem() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.capstan.jepsen.cluster..",
            "io.capstan.jepsen.nemesis..",
            "io.capstan.jepsen.store..",
            "io.capstan.jepsen.run..",
            "io.capstan.jepsen.report..",
            "io.capstan.jepsen.analyze..",
            "io.capstan.client..",
            "io.capstan.server..")
        .check(CLASSES);
  }

  @Test
  void checkersDoNotKnowTheWorkloads() {
    noClasses()
        .that()
        .resideInAPackage("io.capstan.jepsen.checker..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.capstan.jepsen.workload..")
        .check(CLASSES);
  }
}
