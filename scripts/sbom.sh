#!/bin/sh
# Prints the production dependencies as a software bill of materials (CycloneDX). `npm sbom --omit dev` omits packages
# that a development dependency also needs, such as graphql (npm 11.19). Therefore this script runs npm in a copy of the
# project that declares no development dependencies.
set -eu
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp package.json package-lock.json .npmrc "$copy"
cd "$copy"
npm pkg delete devDependencies workspaces
npm prune --package-lock-only --offline --silent
npm sbom --sbom-format cyclonedx --package-lock-only
