from supine import testing


def test_it_says_what_there_is():
    assert set(testing.__all__) == {"FakeClock", "House", "Line", "Loudspeaker"}
    assert all(getattr(testing, name).__doc__ for name in testing.__all__)
