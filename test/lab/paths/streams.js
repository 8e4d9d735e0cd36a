import {missesOfRun, reportFrom, runLine} from './operator.js';

const full = '/run/lab/full';

const small = `mkdir -p ${full}; mount -t tmpfs -o size=16k tmpfs ${full}`;

/** A line, and what comes of it. */
const lineTest = (id, about, line, expected, rest = {}) => ({
	id,
	about,
	...rest,
	run: async ({node}) => missesOfRun(await runLine(node, line), expected),
});

export default [
	lineTest(
		'reader-gone',
		'… -o json | head: the reader goes away in the middle; the verdict is the exit code',
		'rke2-netdoctor check -o json | head -c 1 >/dev/null; exit "$' + '{PIPESTATUS[0]}"',
		{exitCode: 0, stderr: /^$/},
	),
	lineTest(
		'reader-gone-first',
		'… | true: the reader was never there',
		'rke2-netdoctor check | true; exit "$' + '{PIPESTATUS[0]}"',
		{exitCode: 0, stderr: /^$/},
	),
	lineTest('output-closed', '… >&-: no standard output at all', 'rke2-netdoctor check >&-', {
		exitCode: 0,
		stderr: /^$/,
	}),
	lineTest('all-closed', '… <&- >&- 2>&-: no stream at all', 'rke2-netdoctor check <&- >&- 2>&-', {
		exitCode: 0,
	}),
	lineTest('output-full', '… >/dev/full: standard output takes nothing', 'rke2-netdoctor check >/dev/full', {
		exitCode: 73,
		stderr: /^rke2-netdoctor: standard output was not written: .*ENOSPC/,
	}),
	{
		id: 'disk-full',
		about: '--output-file on a full disk: the report goes to standard output, nothing half-written stays',
		run: async ({node}) => {
			const got = await runLine(
				node,
				`${small}; rke2-netdoctor check -o json --output-file ${full}/report.json; code=$?; ls -A ${full} >&2; umount ${full}; exit $code`,
			);
			return [
				...missesOfRun(got, {exitCode: 73, stderr: /^rke2-netdoctor: .*report\.json was not written: .*$/}),
				...reportFrom(got.stdout).misses,
			];
		},
	},
];
