if git push --quiet origin "HEAD:$GITHUB_REF_NAME"; then
  break
fi
# Somebody else has pushed: do it again on top of that.
git fetch --quiet --depth=1 origin "$GITHUB_REF_NAME"
git reset --quiet --hard FETCH_HEAD
before=$(git rev-parse HEAD)
