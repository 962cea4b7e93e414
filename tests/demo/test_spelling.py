import pytest
from demo.spelling import break_word, plain, with_long_s


@pytest.mark.parametrize(
    ("modern", "set_in_fraktur"),
    [
        ("das Haus", "das Haus"),
        ("Straßen", "Straßen"),
        ("fest", "feſt"),
        ("Kasse", "Kaſſe"),
        ("Diens|tag", "Dienstag"),
        ("Orts|statut", "Ortsſtatut"),
        ("Haus, es.", "Haus, es."),
    ],
)
def test_long_s_stands_inside_syllables_only(modern: str, set_in_fraktur: str) -> None:
    assert with_long_s(modern) == set_in_fraktur
    assert plain(set_in_fraktur) == modern.replace("|", "")


@pytest.mark.parametrize(
    ("word", "room", "parts"),
    [
        ("Feuerwehrzufahrt", 11, ("Feuerwehr-", "zufahrt")),
        ("Abstandsfläche", 11, ("Abstands-", "fläche")),
        ("Baugenehmigung,", 12, ("Baugenehmi-", "gung,")),
    ],
)
def test_words_break_where_a_syllable_starts(word: str, room: int, parts: tuple[str, str]) -> None:
    assert break_word(word, room) == parts


@pytest.mark.parametrize("word", ["Amt", "1.240,50", "63-10/58"])
def test_short_words_and_numbers_are_not_broken(word: str) -> None:
    assert break_word(word, 5) is None
