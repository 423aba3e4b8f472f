"""The inputs of the published networks, as their configurations list them."""

from pyg_jets.transforms.features import JETCLASS_INPUTS, Feature


def test_names_and_scales() -> None:
    kin, kinpid, full = JETCLASS_INPUTS.values()
    assert [len(features) for features in (kin, kinpid, full)] == [7, 13, 17]
    names = [feature.name.removeprefix("part_") for feature in full]
    assert " ".join(names) == (
        "pt_log e_log logptrel logerel deltaR charge isChargedHadron isNeutralHadron isPhoton "
        "isElectron isMuon d0 d0err dz dzerr deta dphi"
    )
    assert [feature for feature in full if feature in kin] == list(kin)
    assert [feature for feature in full if feature in kinpid] == list(kinpid)
    assert full[12] == Feature("part_d0err", 0, 1, 0, 1)
    assert kin[2] == Feature("part_logptrel", -4.7, 0.7, -5, 5)
    assert {feature.center for feature in full if feature not in kin} == {None, 0}
