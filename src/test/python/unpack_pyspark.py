"""Unpacks the Python files of a source distribution of pyspark, without Spark's jars: the tests have them already.

    unpack_pyspark.py FOLDER_OF_ARCHIVE SITE_PACKAGES
"""

import pathlib
import sys
import tarfile

archive = next(pathlib.Path(sys.argv[1]).glob("pyspark-*.tar.gz"))
root = archive.name.removesuffix(".tar.gz")
with tarfile.open(archive) as files:
    for member in files:
        path = pathlib.PurePosixPath(member.name)
        if member.isfile() and path.parts[:2] == (root, "pyspark"):
            member.name = str(path.relative_to(root))
            files.extract(member, sys.argv[2])
