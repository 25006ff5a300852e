package io.capstan.server.transport;

import io.capstan.server.config.HostPort;
import io.grpc.BindableService;
import java.util.List;

/**
 * Starts gRPC servers; which protection connections have is the factory's matter.
 *
 * <p>Thread safety: safe for use by several threads.
 */
public interface ServerFactory {
  /**
   * Starts a server. Beside the services it offers gRPC health, not serving at first, and
   * reflection.
   *
   * @param address to listen on; port 0 is any free one
   * @throws io.capstan.server.config.ConfigException when the port cannot be had
   */
  RunningServer start(HostPort address, List<BindableService> services);
}
