"""Single changes that no test can notice, with reasons. The key is the line with the change."""

EQUIVALENT: dict[str, dict[str, str]] = {
    "evaluation/similarity.py": {
        "enough = (common_bins(other, plane, min_count))": "bins that both have, in either order",
    },
    "evaluation/deletion.py": {
        "node = node[(torch.argsort(values.detach()[node], descending=True))]": (
            "torch's sort is stable on CPUs in any case; on others it need not be"
        ),
    },
    "transforms/image.py": {
        "return torch.stack(((kinematics.rapidity(p4) + kinematics.rapidity(jet_p4)), d_phi), 1)": (
            "the centroid is subtracted afterwards, with any shift of the whole jet"
        ),
    },
    "intervention/erasure.py": {
        "_ROUNDING = 1.1e-07": "any border between rounding and what a feature has",
    },
    "jets/trees/jet_tree.py": {
        "self, torch.argsort(first * self.num_nodes + second, stable=False)": (
            "a tree has no edge twice: no two keys are the same"
        ),
    },
    "transforms/changes/collinear.py": {
        'return _hardest(torch.where(whole, pt2, -1.1) if self.which != "hardest" else pt2, ptr)': (
            "any number below 0, which no pt2 is"
        ),
    },
    "lund/coordinates.py": {
        "for k in range(len(harder) - 1, -1, -1):": "as long as the nodes",
    },
    "probing/bases.py": {
        "columns += [torch.where((d >= 0), c / d.where(d > 0, 1.0), 0.0), c, d]": (
            "C2 is 0 where D2 is: 0 over 1"
        ),
        "columns += [torch.where(d > 0, c / d.where((d >= 0), 1.0), 0.0), c, d]": (
            "0 over 0 is not taken"
        ),
    },
}
