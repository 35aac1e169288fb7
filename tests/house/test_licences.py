"""The list of licences is that of what is installed."""

import sys

import pytest

from scripts import licences


@pytest.mark.skipif(sys.platform != "linux", reason="the list is that of Linux")
def test_the_page_is_what_the_packages_say():
    assert licences.PAGE.read_text(encoding="utf-8") == licences.page()


def test_every_package_names_a_licence():
    assert "see the package" not in licences.page()
