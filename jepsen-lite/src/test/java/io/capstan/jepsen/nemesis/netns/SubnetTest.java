package io.capstan.jepsen.nemesis.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SubnetTest {
  @Test
  void addressesAreThoseOfLaboratories() {
    assertEquals("198.18.0.1", new Subnet(0).host(1));
    assertEquals("198.18.255.250", new Subnet(255).host(250));
    assertEquals("198.19.0.254", new Subnet(256).own());
    assertEquals("198.19.255.254", new Subnet(511).own());
  }
}
