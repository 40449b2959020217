// node ajv.js WORK MILLISECONDS: ajv 6 on the cases that it can run; lines of engine, case, step, nanoseconds.
// NODE_PATH names the folder that holds ajv. It is of draft-07: references with siblings and newer keywords are not in these
// cases, so that $schema is dropped and $defs stays where it is.
const fs = require('fs')
const path = require('path')
const Ajv = require('ajv')

const work = process.argv[2]
const floor = Number(process.argv[3]) * 1e6

function cpuNanoseconds (f, count) {
  const start = process.cpuUsage()
  for (let i = 0; i < count; i++) f()
  const used = process.cpuUsage(start)
  return (used.user + used.system) * 1000
}

function bestNanoseconds (f) {
  f()
  let count = 1
  while (cpuNanoseconds(f, count) < floor) count *= 2
  let best = Infinity
  for (let run = 0; run < 5; run++) best = Math.min(best, cpuNanoseconds(f, count) / count)
  return best
}

for (const found of JSON.parse(fs.readFileSync(path.join(work, 'cases.json')))) {
  if (found.peers !== 'all') continue
  const schema = JSON.parse(fs.readFileSync(path.join(work, found.plain)))
  delete schema.$schema
  if (schema.$ref) {
    schema.allOf = [{ $ref: schema.$ref }]
    delete schema.$ref
  }
  const validate = new Ajv({ unknownFormats: 'ignore', format: 'full', logger: false }).compile(schema)
  const raw = fs.readFileSync(path.join(work, found.payload))
  const document = JSON.parse(raw)
  if (!validate(document)) throw new Error(found.name + ': ' + JSON.stringify(validate.errors))
  const out = (step, f) => console.log(['ajv', found.name, step, Math.round(bestNanoseconds(f))].join('\t'))
  out('parse', () => JSON.parse(raw.toString('utf8')))
  out('validate', () => validate(document))
  out('parse+validate', () => validate(JSON.parse(raw.toString('utf8'))))
}
