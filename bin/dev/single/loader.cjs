// The main script of the single executable: runs the bundled program out of the executable's own assets.
const {getAsset} = require('node:sea');
const {constants, Script} = require('node:vm');

// Exit code 1 means a warning: whatever we did not foresee must not look like one.
process.on('uncaughtException', error => {
	process.stderr.write(
		`rke2-netdoctor: a bug of ours, please report it with this text:\n${error?.stack ?? error}\n`,
	);
	process.exit(70);
});

const loaded = new Map();

/** Files of the bundle name each other as ./name.js; everything else is a module of Node.js. */
const load = name => {
	if (!name.startsWith('./')) {
		return require(name);
	}
	const known = loaded.get(name);
	if (known !== undefined) {
		return known.exports;
	}
	const module = {exports: {}};
	loaded.set(name, module);
	const code = getAsset(name.slice(2), 'utf8');
	const run = new Script(`(function (require, module, exports) {${code}\n})`, {
		filename: `rke2-netdoctor/${name.slice(2)}`,
		// Checks of third parties are imported by their paths.
		importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
	}).runInThisContext();
	run(load, module, module.exports);
	return module.exports;
};

load('./main.js')
	.main(process.argv.slice(2))
	.then(code => {
		process.exitCode = code;
	});
