-- Replies to a thread, each under an id of its own. Arguments: the bearer token, and a text that is this run's.
local number = 0
local token, run, body

function init(arguments)
  token, run = arguments[1]:match("(%S+) (%S+)")
  body = string.rep("Скільки коштує **метр** труби, і хто її [укладає](https://example.org)? ", 5)
end

function request()
  number = number + 1
  local id = string.format("%s-0000-4000-8000-%012x", run, number)
  return wrk.format("POST", nil, {
    ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json",
  }, string.format('{"id":"%s","body":"%s","lang":"uk"}', id, body))
end
