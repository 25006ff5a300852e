package io.capstan.faults;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the faults may know, and what they must not touch. */
class FaultsArchitectureTest {
  /** Only kv-proto's runtime package may touch these. */
  private static final Set<String> MACHINE =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.time.Instant.now",
          "java.time.InstantSource.system",
          "java.time.Clock.systemUTC",
          "java.lang.Thread.<init>",
          "java.lang.Thread.sleep",
          "java.lang.Math.random");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.capstan.faults");

  @Test
  void faultsAreMadeThroughTheSeamsOfTheServerAlone() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.capstan.faults",
            "io.capstan.server",
            "io.capstan.server.config",
            "io.capstan.server.files",
            "io.capstan.runtime",
            // What the parts that have substitutes are made of.
            "io.capstan.server.coordinator",
            "io.capstan.server.core..",
            "io.capstan.server.replication..",
            "io.capstan.server.storage",
            "io.capstan.error",
            "io.capstan.log.v1",
            "io.capstan.v1",
            "io.capstan.version",
            "com.google.protobuf",
            "org.jspecify.annotations",
            "java..")
        .check(CLASSES);
  }

  @Test
  void clocksThreadsAndRandomnessComeFromTheRuntimePackage() {
    noClasses()
        .should()
        .accessTargetWhere(
            describe(
                "reads a clock, makes a thread, sleeps or draws a random number",
                access ->
                    MACHINE.contains(access.getTargetOwner().getName() + "." + access.getName())))
        .check(CLASSES);
  }
}
