-- Script for wrk: METHOD PATH CALLERS BODY ENCODING [USERS]. CALLERS: a file of lines "token user", used in turn. $USER in path and body is the
-- caller's user id, or the next line of the file USERS. Prints the results as one line of JSON.
local tokens, own, others = {}, {}, nil
local method, path, body, encoding
local n = 0

function init(args)
  method, path, body, encoding = args[1], args[2], args[4], args[5]
  for line in io.lines(args[3]) do
    local token, user = line:match("(%S+) (%S+)")
    tokens[#tokens + 1] = "Bearer " .. token
    own[#own + 1] = user
  end
  if args[6] then
    others = {}
    for line in io.lines(args[6]) do others[#others + 1] = line end
  end
end

local made = {}

function request()
  local caller = n % #tokens + 1
  local known = not others and made[caller]
  if not known then
    local user = others and others[n % #others + 1] or own[caller]
    local headers = { ["Authorization"] = tokens[caller], ["Content-Type"] = "application/json", ["Accept-Encoding"] = encoding }
    known = wrk.format(method, path:gsub("$USER", user), headers, body ~= "" and body:gsub("$USER", user) or nil)
    if not others then made[caller] = known end
  end
  n = n + 1
  return known
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"micros":%d,"bytes":%d,"p50":%d,"p99":%d,"max":%d,"failed":%d}\n',
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99), latency.max,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
