"""guardbeam: an open threat detector for AWS logs, as one Apache Beam pipeline.

Submitted jobs ship this package to their workers by ``--setup_file=./setup.py``.
"""

from pathlib import Path

from setuptools import find_packages, setup

setup(
    name="guardbeam",
    version="0.1.0",
    description="An open threat detector for AWS logs: GuardDuty's findings from one Apache Beam pipeline",
    long_description=Path(__file__).with_name("README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    python_requires=">=3.11",
    packages=find_packages(include=["pipelines*", "transforms*", "models*"]),
    include_package_data=True,
    install_requires=[
        "apache-beam>=2.77,<2.78",  # 2.67-2.75 leak on failed bundles; the wiring is tested against one minor
        "google-cloud-pubsub>=2.29,<3",
        "fastavro>=1.10,<2",
        "numpy>=1.26,<3",
        "scikit-learn>=1.6,<2",
        "skops>=0.11,<0.17",  # forests in files that are read without unpickling
        "cel-expr-python>=0.1.3,<0.2",  # rules of one's own; young, hence one minor
        "jinja2>=3.1,<4",  # the report page
        "markupsafe>=2.1,<4",
        "msgspec>=0.20,<0.23",  # typed decoding of JSON, encoding of state
        "publicsuffixlist>=1.0.2,<2",  # who owns a domain; brings the list with it
        "pyarrow>=18,<26",  # flow records as columns
        "objsize>=0.6.1,<0.8",  # Beam's own dependency; one of its settings is made in transforms/__init__.py
    ],
    extras_require={
        "aws": ["boto3>=1.34,<2"],  # s3:// through Beam's filesystems
        "gcp": ["apache-beam[gcp]>=2.77,<2.78"],  # gs://, Dataflow
        "geo": ["maxminddb>=2.6,<4"],
        "dev": [
            "botocore>=1.40,<2",  # GuardDuty's own model of a finding; the names of all APIs
            "build>=1.2,<2",
            "duckdb>=1.3,<3",  # what the benchmark of flow logs is held against
            "hypothesis>=6.100,<7",
            "maxminddb>=2.6,<4",
            "mypy>=1.14,<3",
            "pytest>=8.3,<10",
            "pytest-timeout>=2.3,<3",
            "pytest-xdist>=3.6,<4",
            "ruff>=0.9,<0.18",
            "setuptools>=68",  # builds the package that --setup_file ships
        ],
    },
    entry_points={
        "console_scripts": [
            "guardbeam-detect=pipelines.detect:entry",
            "guardbeam-report=pipelines.report:entry",
            "guardbeam-simulate=pipelines.simulate:entry",
            "guardbeam-train=pipelines.train:entry",
        ]
    },
)
