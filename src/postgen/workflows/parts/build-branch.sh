gh api --silent --method POST "repos/$GITHUB_REPOSITORY/pages/builds" ||
  echo '::warning::The site was not built: see the lines above.'
