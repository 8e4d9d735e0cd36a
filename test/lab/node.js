import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {execa} from 'execa';

export const projectDirectory = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const inside = name => fileURLToPath(new URL(`inside/${name}`, import.meta.url));

/** Where the machine may keep a cluster of its own: hidden in the nodes. */
const hidden = [
	'/etc/rancher',
	'/etc/cni',
	'/opt/cni',
	'/var/lib/rancher',
	'/var/lib/cni',
	'/var/lib/calico',
	'/var/lib/kubelet',
	'/var/log/pods',
	'/var/log/containers',
	'/var/log/calico',
];

/** The environment of a root login, not that of the lab. */
export const loginEnvironment = {
	PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
	HOME: '/root',
	LANG: 'C.UTF-8',
	TERM: 'xterm',
};

const startInit = (directory, api) =>
	spawn(
		'setpriv',
		[
			...['--pdeathsig', 'KILL', 'unshare', '--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup'],
			...['--fork', '--kill-child', 'sh', inside('init.sh')],
			...[directory, projectDirectory, process.execPath, api, ...hidden],
		],
		{stdio: ['ignore', 'pipe', 'inherit'], detached: true, env: loginEnvironment},
	);

/** The first line is the process id of the node's init, as the machine counts. */
const readPid = async init => {
	const lines = createInterface({input: init.stdout});
	const gone = once(init, 'exit').then(() => undefined);
	const line = await Promise.race([once(lines, 'line').then(([text]) => text), gone]);
	if (!/^\d+$/.test(line ?? '')) {
		throw new Error(`expected the node's init to print its process id, got ${line ?? 'nothing: it ended'}`);
	}
	return Number(line);
};

/**
 * A node of the lab: namespaces of its own and a root file system over the machine's.
 * `api` is the directory with the API objects, shared by all nodes.
 */
export const createNode = async (description, workspace, api) => {
	const directory = join(workspace, description.name);
	await mkdir(directory, {recursive: true});
	const init = startInit(directory, api);
	const pid = await readPid(init);
	const enter = ['--target', String(pid), '--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup'];

	const run = (argv, options = {}) =>
		execa('nsenter', [...enter, '--', ...argv], {
			extendEnv: false,
			env: loginEnvironment,
			...(options.input === undefined && {stdin: 'ignore'}),
			...options,
		});

	return {
		description,
		pid,
		/** Runs a program in the node; options are execa's. */
		run,
		/** Options are execa's, and `arguments` for the script. */
		shell: (script, {arguments: words = [], ...options} = {}) =>
			run(['sh', '-euc', script, 'sh', ...words], options),
		ipBatch: (...lines) => run(['ip', '-batch', '-'], {input: `${lines.join('\n')}\n`}),
		/** Entries are `{path, content, mode?}`, `{path, link}` or `{path, directory: true}`. */
		write: entries => run([process.execPath, inside('write-files.js')], {input: JSON.stringify(entries)}),
		read: async path => (await run(['cat', path], {stripFinalNewline: false})).stdout,
		remove: (...paths) => run(['rm', '-rf', '--', ...paths]),
		setSysctl: (key, value) => run(['sh', '-c', 'echo "$2" >"$1"', 'sh', `/proc/sys/${key}`, String(value)]),
		/**
		 * Every file below the root that was written since the node began, with size and time; /run and /tmp do not count.
		 * Strict: directories, links, removed files (devices 0, 0), owners and content hashes too.
		 */
		writtenFiles: async ({isStrict}) => {
			const upper = join(directory, 'upper');
			const found = await execa('find', [
				...[upper, ...(isStrict ? [] : ['-type', 'f'])],
				...['-printf', isStrict ? 'upper %P %y %m %U:%G %s %T@ %l\\n' : '%P %s %T@\\n'],
			]);
			const hashes = isStrict
				? await execa('find', ['.', '-type', 'f', '-exec', 'sha256sum', '{}', '+'], {cwd: upper})
				: {stdout: ''};
			return `${found.stdout}\n${hashes.stdout}`.split('\n').sort();
		},
		enterCommand: `nsenter --target ${pid} --all bash -l`,
		destroy: async () => {
			if (init.exitCode === null && init.signalCode === null) {
				const gone = once(init, 'exit');
				init.kill('SIGKILL');
				await gone;
			}
		},
	};
};
