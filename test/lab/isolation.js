import {spawn} from 'node:child_process';
import {mkdir, readdir, rmdir} from 'node:fs/promises';
import {constants} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';

const marker = 'RKE2_NETDOCTOR_LAB';
const parent = '/tmp';
const prefix = 'rke2-netdoctor-lab-';
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export const isIsolated = () => process.env[marker] === 'isolated';

/**
 * Runs this program again in its own network and mount namespace, and returns its exit code. Whatever the lab makes
 * lives there: when the last process is gone the kernel removes it, even after SIGKILL, and the machine's own
 * namespaces never see a link, a rule or a mount. `onOutput` gets what it prints, which is otherwise shown at once.
 */
export const runIsolated = async ({environment = {}, onOutput} = {}) => {
	const child = spawn(
		'setpriv',
		[
			'--pdeathsig',
			'KILL',
			'unshare',
			'--mount',
			'--net',
			'--propagation',
			'private',
			process.execPath,
			...process.argv.slice(1),
		],
		{
			stdio: ['inherit', onOutput === undefined ? 'inherit' : 'pipe', 'inherit'],
			env: {...process.env, ...environment, [marker]: 'isolated'},
		},
	);
	child.stdout?.on('data', onOutput);
	const passOn = signal => child.kill(signal);
	for (const signal of endings) {
		process.on(signal, passOn);
	}
	try {
		return await new Promise((resolve, reject) => {
			child.on('error', reject);
			child.on('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
		});
	} finally {
		for (const signal of endings) {
			process.off(signal, passOn);
		}
	}
};

const isRunning = pid => {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error.code === 'EPERM';
	}
};

/** Of a killed run only the empty mount point remains; returns those that were removed. */
export const removeLeftovers = async () => {
	const names = (await readdir(parent)).filter(name => name.startsWith(prefix));
	const stale = names.filter(name => !isRunning(Number(name.slice(prefix.length))));
	await Promise.all(stale.map(name => rmdir(join(parent, name))));
	return stale.map(name => join(parent, name));
};

/** A file system of its own for the nodes' changes; on the machine only an empty directory is seen. */
export const mountWorkspace = async () => {
	const path = join(parent, `${prefix}${process.pid}`);
	await mkdir(path);
	await execa('mount', ['-t', 'tmpfs', '-o', 'mode=0755', 'tmpfs', path]);
	return {
		path,
		remove: async () => {
			await execa('umount', ['--recursive', '--lazy', path], {reject: false});
			await rmdir(path);
		},
	};
};
