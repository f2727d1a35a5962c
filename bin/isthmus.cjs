#!/usr/bin/env node
/* oxlint-disable no-var -- old syntax on purpose: an old Node must get as far as the sentence below. */
'use strict';
var fs = require('fs');
var path = require('path');
var has = process.versions.node.split('.').map(Number);
if (has[0] < 24 || (has[0] === 24 && has[1] < 6)) {
  console.error('Isthmus needs Node 24.6 or later; this is Node ' + process.versions.node + '. Install it from https://nodejs.org, or with a version manager: nvm install 24.');
  process.exit(3);
}

var sources = path.join(__dirname, '..', 'src', 'cli', 'main.ts');
var condition = '--conditions=isthmus-source';
var args = process.argv.slice(2);
if (args.length === 1 && (args[0] === '--version' || args[0] === '-v')) console.log(require('../package.json').version);
else if (!fs.existsSync(sources)) void require('../dist/src/cli/main.js').main(args, require('../package.json').version);
else if (process.execArgv.indexOf(condition) >= 0) runSources();
else inRepository();

// Types are stripped once, not at each start.
function runSources() {
  require('module').enableCompileCache();
  void require(sources).main(args, require('../package.json').version);
}

// In the repository of Isthmus itself the sources are run, and an app's `isthmus` means them too.
function inRepository() {
  var command = [process.execPath, condition].concat(process.execArgv, __filename, args);
  if (process.platform !== 'win32') process.execve(command[0], command, process.env);
  process.exit(require('child_process').spawnSync(command[0], command.slice(1), { stdio: 'inherit' }).status);
}
