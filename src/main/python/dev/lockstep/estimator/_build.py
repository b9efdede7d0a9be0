"""The build that this package belongs to. Maven fills in the values."""

VERSION = "${project.version}"
ARTIFACT = "${project.groupId}:${project.artifactId}:${project.version}"
