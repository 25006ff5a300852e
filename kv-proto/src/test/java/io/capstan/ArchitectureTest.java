package io.capstan;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** The rules on who may depend on what, for the hand-written packages of this module. */
class ArchitectureTest {
  private static final String[] PURE = {
    "io.capstan.ring",
    "io.capstan.version",
    "io.capstan.session",
    "io.capstan.error",
    "io.capstan.limits"
  };
  private static final String[] GENERATED = {
    "io.capstan.v1", "io.capstan.peer.v1", "io.capstan.log.v1"
  };

  /** Classes, and members of classes, that only the seam may touch. */
  private static final Set<String> MACHINE =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.time.Instant.now",
          "java.time.InstantSource.system",
          "java.time.Clock.systemUTC",
          "java.lang.Thread.<init>",
          "java.lang.Math.random",
          "java.util.UUID.randomUUID",
          "java.util.concurrent.Executors",
          "java.util.concurrent.ThreadLocalRandom",
          "java.util.Random",
          "java.util.SplittableRandom",
          "java.security.SecureRandom");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.capstan");

  @Test
  void purePackagesTouchNoMachine() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(
                        "java.io..",
                        "java.net..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.util.concurrent..",
                        "java.util.random..",
                        "java.time..",
                        "io.netty..",
                        "io.grpc..",
                        "io.capstan.runtime",
                        "io.capstan.transport")
                    // Names for what gRPC reports; they do no I/O.
                    .and(
                        not(
                            belongToAnyOf(
                                Status.class,
                                Metadata.class,
                                StatusRuntimeException.class,
                                ConnectException.class,
                                NoRouteToHostException.class,
                                UnknownHostException.class,
                                CompletionException.class,
                                ExecutionException.class)))));
  }

  @Test
  void onlyErrorKnowsGrpc() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "io.capstan.ring", "io.capstan.version", "io.capstan.session", "io.capstan.limits")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.grpc..", "java.net.."));
  }

  @Test
  void onlyTheRuntimeReachesTheMachine() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(GENERATED)
            .and()
            .resideOutsideOfPackage("io.capstan.runtime")
            .should()
            // Unlike callMethod, this sees method references too.
            .accessTargetWhere(
                describe(
                    "reads a clock, makes a thread or draws a random number",
                    access ->
                        MACHINE.contains(access.getTargetOwner().getName())
                            || MACHINE.contains(
                                access.getTargetOwner().getName() + "." + access.getName()))));
  }

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }
}
