// crictl of RKE2, with its configuration.
import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

export const crictl = (...words) =>
	execFileSync(
		'/var/lib/rancher/rke2/bin/crictl',
		['--config', '/var/lib/rancher/rke2/agent/etc/crictl.yaml', ...words],
		{encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 30_000},
	).trim();

/** Gives `run` a function that writes a configuration into a file and returns its path; removes the files. */
export const withFiles = run => {
	const directory = mkdtempSync('/run/lab/pods-');
	try {
		return run((name, config) => {
			const path = join(directory, name);
			writeFileSync(path, JSON.stringify(config));
			return path;
		});
	} finally {
		rmSync(directory, {recursive: true, force: true});
	}
};
