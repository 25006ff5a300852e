package io.capstan.jepsen.nemesis.docker;

/** Docker did not do what it was told. Its message has the command and what Docker said. */
public final class DockerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DockerException(String message) {
    super(message);
  }

  DockerException(String message, Throwable cause) {
    super(message, cause);
  }
}
