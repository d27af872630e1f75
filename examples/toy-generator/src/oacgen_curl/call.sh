# What all functions share. Needs bash and curl; BASE_URL says where the API is, AUTHORIZATION is
# sent as the header of that name. A status other than 2xx makes a function fail with 22.

# segment VALUE: percent-encoded, so that it stays one segment of a path.
segment() {
  case $1 in '' | . | ..) echo "'$1' cannot stand in a path" >&2 && return 2 ;; esac
  local LC_ALL=C text=$1 char i
  for ((i = 0; i < ${#text}; i++)); do
    char=${text:i:1}
    case $char in
    [A-Za-z0-9._~-]) printf %s "$char" ;;
    *) printf %%%02X "'$char" | sed 's/%FFFFFFFFFFFFFF/%/' ;;
    esac
  done
}

# call METHOD PATH BODY [NAME=VALUE...]: BODY is JSON, or empty.
call() {
  local method=$1 url=${BASE_URL%/}$2 body=$3 pair
  shift 3
  local options=(--silent --show-error --fail-with-body --request "$method")
  [ -n "${AUTHORIZATION:-}" ] && options+=(--header "Authorization: $AUTHORIZATION")
  [ -n "$body" ] && options+=(--header "Content-Type: application/json" --data-binary "$body")
  for pair in "$@"; do options+=(--url-query "$pair"); done
  curl "${options[@]}" "$url"
}
