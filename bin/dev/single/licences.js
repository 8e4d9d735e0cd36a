// The licences of what is really inside the executable.
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {version as nodeVersion} from './runtime.js';

/** Folders of the packages that these bundled modules belong to, by name. */
const packagesOf = modules => {
	const folders = modules.flatMap(id => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id)?.[0] ?? []);
	return [...new Set(folders)].sort();
};

const licenceOf = folder => {
	const {name, version, license, repository} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
	const file = readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry));
	if (file === undefined) {
		throw new Error(`${folder}: expected a licence file`);
	}
	return {
		title: `${name} ${version} (${license})`,
		from: repository?.url ?? repository,
		text: readFileSync(join(folder, file), 'utf8'),
	};
};

/** One text with the licence of every bundled package and of Node.js, which names those of what it contains. */
export const licences = (modules, runtime) => {
	const parts = [
		...packagesOf(modules).map(licenceOf),
		{
			title: `Node.js ${nodeVersion}`,
			from: 'https://nodejs.org',
			text: readFileSync(join(runtime, 'LICENSE'), 'utf8'),
		},
	];
	const line = '='.repeat(80);
	return [
		'rke2-netdoctor contains the following software of third parties.\n',
		...parts.map(({title}) => `- ${title}`),
		...parts.map(({title, from, text}) => `\n${line}\n${title}\n${from}\n${line}\n\n${text.trim()}`),
		'',
	].join('\n');
};
