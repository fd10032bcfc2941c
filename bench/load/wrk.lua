-- Posts the lines of a file, each thread from a place of its own: wrk … -s wrk.lua URL -- BODIES HEADER VALUE…
local threads = 0

function setup(thread)
   thread:set("place", threads)
   threads = threads + 1
end

function init(args)
   local headers = {}
   for i = 2, #args, 2 do headers[args[i]] = args[i + 1] end
   requests = {}
   for line in io.lines(args[1]) do
      requests[#requests + 1] = wrk.format("POST", nil, headers, line)
   end
   at = place * 1009 % #requests
end

function request()
   at = at % #requests + 1
   return requests[at]
end

function done(summary, latency)
   local errors = summary.errors
   io.write(string.format(
      '\n{"answers":%d,"seconds":%.6f,"not_2xx":%d,"broken":%d,"p50_ms":%.4f,"p99_ms":%.4f}\n',
      summary.requests, summary.duration / 1e6, errors.status,
      errors.connect + errors.read + errors.write + errors.timeout,
      latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
