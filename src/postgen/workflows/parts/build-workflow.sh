gh workflow run @pages@ --ref "$GITHUB_REF_NAME" ||
  echo '::warning::The site was not built: see the lines above.'
