"""Particles that no detector sees: what a generator's events hold beside what makes jets."""

from __future__ import annotations

import numpy as np

_DARK_MESONS = (
    *(111, 113, 211, 213, 221, 223, 311, 313, 321, 323, 331, 333, 411, 413, 421, 423, 431, 433),
    *(441, 443, 511, 513, 521, 523, 531, 533, 541, 543, 551, 553, 611, 613, 621, 623, 631, 633),
    *(641, 643, 651, 653, 661, 663, 711, 713, 721, 723, 731, 733, 741, 743, 751, 753, 761, 763),
    *(771, 773, 811, 813, 821, 823, 831, 833, 841, 843, 851, 853, 861, 863, 871, 873, 881, 883),
    991,
)

INVISIBLE = frozenset(
    (
        *(12, 14, 16, 18),  # neutrinos
        *(23, 25, 32, 33, 35, 36, 39, 41, 45, 46),  # neutral bosons, if a generator keeps them
        *range(51, 61),  # dark matter
        *(1000012, 1000014, 1000016, 2000012, 2000014, 2000016),  # sneutrinos
        *(1000022, 1000023, 1000025, 1000035, 1000039, 1000045),  # neutralinos, gravitino
        *(4900012, 4900014, 4900016, 4900021, 4900022, *range(4900101, 4900109)),
        *(4900000 + meson for meson in _DARK_MESONS),  # hidden valley
        *(4901103, 4901114, 4902114, 4903114, 4904114, 4905114, 4906114, 4907114, 4908114),
        *(5000039, 5100039),  # excited gravitons
        *(9900012, 9900014, 9900016, 9900023),  # right-handed neutrinos and Z
    )
)
"""Sizes of the 137 PDG codes that ``particleData.isVisible`` denies in Pythia 8.317's table."""

_CODES = np.array(sorted(INVISIBLE))


def is_visible(pid: np.ndarray) -> np.ndarray:
    """Whether a detector can see each particle; so it is for codes that Pythia does not know.

    Args:
        pid: PDG codes, of particles or antiparticles.
    """
    visible: np.ndarray = ~np.isin(np.abs(pid), _CODES)
    return visible
