package io.capstan.client.fake;

import com.google.protobuf.ByteString;
import io.capstan.error.Failure;
import io.capstan.v1.Error;
import io.capstan.v1.Outcome;
import io.capstan.v1.RequestFrame;

/** What a fake node does with one operation that it received. */
public interface Behaviour {
  void handle(RequestFrame.Item item, FakeNode.Link link);

  /** As a real node would. */
  static Behaviour honest() {
    return (item, link) -> link.answer(item, link.serve(item));
  }

  static Behaviour refuse(Failure failure) {
    return refuse(failure, "");
  }

  static Behaviour refuse(Failure failure, String tryNode) {
    return (item, link) ->
        link.answer(
            item,
            Outcome.newBuilder()
                .setError(
                    Error.newBuilder()
                        .setCode(failure.proto())
                        .setMessage("as scripted")
                        .setTryNode(tryNode))
                .build());
  }

  /** A put or a delete that finds a later write, as in an EVENTUAL keyspace: it has no effect. */
  static Behaviour supersede() {
    return (item, link) -> {
      var outcome = Outcome.newBuilder();
      ByteString version = ByteString.copyFromUtf8("lost");
      if (item.getOperation().hasPut()) {
        outcome.getPutBuilder().setVersion(version).setSuperseded(true);
      } else {
        outcome.getDeleteBuilder().setVersion(version).setExisted(true).setSuperseded(true);
      }
      link.answer(item, outcome.build());
    };
  }

  /** The stream breaks; the operation had no effect. */
  static Behaviour breakStream() {
    return (item, link) -> link.breakOff();
  }

  /** The operation takes effect, then the stream breaks. */
  static Behaviour applyThenBreakStream() {
    return (item, link) -> {
      link.serve(item);
      link.breakOff();
    };
  }

  /** Accepted, and never answered. */
  static Behaviour silent() {
    return (item, link) -> {};
  }

  /** Answered by {@link FakeNode#answerHeld}. */
  static Behaviour held() {
    return (item, link) -> link.hold(item);
  }

  static Behaviour answerTwice() {
    return (item, link) -> {
      Outcome outcome = link.serve(item);
      link.answer(item, outcome);
      link.answer(item, outcome);
    };
  }
}
