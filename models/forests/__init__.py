"""Forests: how strange a feature vector is, learnt from many.

`forest`     a trained IsolationForest as plain arrays: scores, and what made them
`table`      feature vectors in little memory
`settings`   what training can be told, and why the defaults are what they are
`train`      vectors into a model
`calibrate`  the threshold that gives a stated number of findings
`model`      a trained model and its description
`archive`    a scikit-learn forest as bytes and back, without pickle
`artefact`   models in a directory, one folder a version
`card`       what a model knows, for a person
`plots`      its scores as pictures
"""
