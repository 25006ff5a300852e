package io.capstan.client;

import static io.capstan.client.Outcomes.done;
import static io.capstan.client.Outcomes.failed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.capstan.client.fake.FakeCluster;
import io.capstan.error.CapstanException;
import io.capstan.error.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What operators ask. */
final class AdminTest {
  @Test
  void aDigestArmsEveryNodeBeforeItMarks() throws Exception {
    try (FakeCluster cluster = new FakeCluster(1);
        CapstanClient client = cluster.client().build()) {
      List<NodeDigest> digests = done(client.admin().digest());
      assertEquals(List.of("n1", "n2", "n3"), digests.stream().map(NodeDigest::nodeId).toList());
      assertTrue(digests.stream().allMatch(digest -> digest.shards().get(0).getRows() == 5));
    }
  }

  @Test
  void theStatusOfANodeThatIsNoMemberIsRefusedWithTheMembersNames() throws Exception {
    try (FakeCluster cluster = new FakeCluster(1);
        CapstanClient client = cluster.client().build()) {
      CapstanException failure = failed(client.admin().nodeStatus("n9"));
      assertEquals(Failure.INVALID_ARGUMENT, failure.failure());
      assertTrue(failure.error().getMessage().contains("[n1, n2, n3]"));
    }
  }
}
