#!/usr/bin/env node
// Exit code 1 means a warning: whatever we did not foresee must not look like one.
process.on('uncaughtException', error => {
	process.stderr.write(
		`rke2-netdoctor: a bug of ours, please report it with this text:\n${error?.stack ?? error}\n`,
	);
	process.exit(70);
});

const {main} = await import('../dist/program/main.js');
process.exitCode = await main(process.argv.slice(2));
