package io.capstan.jepsen.nemesis.netns;

/** Namespaces cannot be made or changed here. Its message says what failed, and what is needed. */
public final class NamespacesUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private static final String NEEDED =
      "; network namespaces need Linux, the programs ip (iproute2), nft (nftables), unshare and"
          + " nsenter (util-linux), and root: run it as root, or within `unshare -Urnm`";

  NamespacesUnavailableException(String failed) {
    super(failed + NEEDED);
  }

  NamespacesUnavailableException(String failed, Throwable cause) {
    super(failed + NEEDED, cause);
  }
}
