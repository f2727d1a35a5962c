// Runs after `npm install` in this repository, on whatever Node the machine has (hence plain JavaScript).
// npm 10 installs Node 24 but then removes node_modules/.bin/node: the packages of the other platforms, which it skips,
// claim the same name. Here the link is put back where it is missing.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url))
const windows = process.platform === 'win32'
const platform = `${windows ? 'win' : process.platform}-${process.arch}`
const link = join(modules, '.bin', windows ? 'node.exe' : 'node')
const linked = existsSync(link) || (windows && existsSync(join(modules, '.bin', 'node.cmd')))

if (!linked && existsSync(modules)) {
  const name = readdirSync(modules).find((entry) => /^node-(bin-)?/.test(entry) && entry.endsWith(`-${platform}`))
  if (name === undefined) {
    console.error(`Node 24 could not be installed for ${platform}: npm scripts use Node ${process.version} (24.6 or later is needed).`)
  } else {
    mkdirSync(join(modules, '.bin'), { recursive: true })
    rmSync(link, { force: true })
    if (windows) copyFileSync(join(modules, name, 'bin', 'node.exe'), link)
    else symlinkSync(join('..', name, 'bin', 'node'), link)
  }
}
