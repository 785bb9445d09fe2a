import ten_minutes


def test_the_transcript_in_the_docs_is_what_the_commands_say():
    assert ten_minutes.transcript() == ten_minutes.DOC.read_text(encoding="utf-8")
