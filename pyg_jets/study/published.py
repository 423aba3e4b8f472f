"""Numbers of `arXiv:1911.01872 <https://arxiv.org/abs/1911.01872>`_ to stand beside ours."""

BASE_AUC = {"w-qcd": 0.957, "top-qcd": 0.926, "quark-gluon": 0.861}
"""Table 2, column "Base AUC"."""

TRANSFER_AUC = {
    ("w-qcd", "top-qcd"): 0.891,
    ("quark-gluon", "top-qcd"): 0.791,
    ("top-qcd", "w-qcd"): 0.911,
    ("quark-gluon", "w-qcd"): 0.822,
    ("w-qcd", "quark-gluon"): 0.763,
    ("top-qcd", "quark-gluon"): 0.759,
}
"""Table 2, column "Transfer AUC", by source and target."""

PROBE_R2 = {
    "multiplicity": {"w-qcd": 0.68, "top-qcd": 0.55, "quark-gluon": 0.75},
    "width": {"w-qcd": 0.74, "top-qcd": 0.82, "quark-gluon": 0.55},
    "mass": {"w-qcd": 0.77, "top-qcd": 0.80, "quark-gluon": 0.55},
    "pt_d": {"w-qcd": 0.30, "top-qcd": 0.36, "quark-gluon": 0.65},
    "tau_1": {"w-qcd": 0.67, "top-qcd": 0.78, "quark-gluon": 0.54},
    "tau_2": {"w-qcd": 0.67, "top-qcd": 0.62, "quark-gluon": 0.56},
    "tau_3": {"w-qcd": 0.67, "top-qcd": 0.53, "quark-gluon": 0.61},
    "tau_21": {"w-qcd": 0.39, "top-qcd": 0.35, "quark-gluon": 0.20},
    "tau_32": {"w-qcd": 0.16, "top-qcd": 0.39, "quark-gluon": 0.09},
}
"""Table 1; its "mass" is the angularity (1, 2)."""

COLOUR_LIMIT = {"w-qcd": 2.0, "top-qcd": 1.5, "quark-gluon": 1.5}
"""Upper ends of Figure 1's colour ranges."""
