"""Names of ransom notes, and names that only sound like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.apis.ransom_notes import is_ransom_note


@pytest.mark.parametrize(
    "key",
    [
        "RANSOM_NOTE.txt",
        "ransom-note.html",
        "2026/03/ransom.txt",
        "YOUR_FILES_ARE_ENCRYPTED.txt",
        "HowToRecoverFiles.txt",
        "!!!READ_ME_TO_RESTORE_FILES!!!.txt",
        "all_your_data_is_backed_up_pay_btc.txt",
        "README_YOUR_BUCKET_HAS_BEEN_STOLEN",
        "warning-your-files-deleted",
        "WARNING-READ-ME-TO-DECRYPT.txt",
    ],
)
def test_a_note(key):
    assert is_ransom_note(key)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/",
        "RANSOM_NOTE/",
        "RANSOM_NOTE.txt/part-00000.parquet",
        "ransomware-report-2026.txt",
        "john-ransom-cv.txt",
        "ransom.py",
        "docs/how-to-restore-your-data.html",
        "docs/data-recovery-guide.html",
        "how-to-decrypt.txt",
        "payment-info.txt",
        "data/encrypted/backup",
        "recovery/readme.txt",
        "backup/README.md",
        "your-files.txt",
        "how-to-pay-your-bill.txt",
        "your_payment_info_2026.txt",
        "Note_payment_data.txt",
        "your-encrypted.txt",
    ],
)
def test_no_note(key):
    assert not is_ransom_note(key)


@given(st.text())
def test_any_key_is_judged(key):
    assert is_ransom_note(key) in (True, False)
