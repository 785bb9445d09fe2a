from analysis.example.streams import stream


def test_a_name_gives_the_same_numbers_whatever_was_drawn_before():
    stream(1, "other").random(10)
    assert stream(1, "answers", "2022").random() == stream(1, "answers", "2022").random()


def test_other_names_and_seeds_give_other_numbers():
    drawn = {stream(*key).random() for key in ((1, "a"), (1, "b"), (1, "a", "b"), (2, "a"))}
    assert len(drawn) == 4
