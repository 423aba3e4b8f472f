// Who is whose branch in a jet's clustering history.
class Tree {
  constructor(parent, softer) {
    this.parent = parent;
    this.branches = parent.map(() => [null, null]);
    parent.forEach((above, node) => {
      if (above >= 0) this.branches[above][softer[node]] = node;
    });
    this.root = parent.indexOf(-1);
  }

  isLeaf(node) {
    return this.branches[node][0] === null;
  }

  harder(node) {
    return this.branches[node][0];
  }

  softer(node) {
    return this.branches[node][1];
  }

  // The node itself and all below it.
  below(node) {
    const found = [node];
    for (let k = 0; k < found.length; k += 1) {
      if (!this.isLeaf(found[k])) found.push(...this.branches[found[k]]);
    }
    return found;
  }

  leaves(node) {
    return this.below(node).filter((each) => this.isLeaf(each));
  }

  isPrimary(node) {
    let at = this.root;
    while (at !== null && at !== node) at = this.harder(at);
    return at === node;
  }
}
