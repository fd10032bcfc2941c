"""scikit-learn's forest on the rows that ai4i.ts leaves in a folder; called by it, once a split seed.

    python ai4i.py FOLDER FEATURES TREES SEED

For every NAME.features (float64, feature by feature), NAME.failure and NAME.scored it writes NAME.scores, and prints
the versions it ran with.
"""

import json
import sys
from pathlib import Path

import numpy as np
import sklearn
from sklearn.ensemble import RandomForestClassifier

folder, features, trees, seed = Path(sys.argv[1]), *map(int, sys.argv[2:])

for path in sorted(folder.glob("*.features")):
    X = np.fromfile(path).reshape(features, -1).T
    y = np.fromfile(path.with_suffix(".failure")).astype(int)
    scored = np.fromfile(path.with_suffix(".scored")).reshape(features, -1).T
    forest = RandomForestClassifier(trees, random_state=seed, n_jobs=2).fit(X, y)
    forest.predict_proba(scored)[:, 1].tofile(path.with_suffix(".scores"))

print(json.dumps({"numpy": np.__version__, "scikit-learn": sklearn.__version__}))
