import {setMaxListeners} from 'node:events';
import {access} from 'node:fs/promises';
import {resolve} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {execa} from 'execa';
import type {Role} from '../core/environment.ts';
import type {Host} from '../core/host.ts';
import {type Reply, type Request, requestKey} from '../core/request.ts';
import {afterAwake} from './awake-timer.ts';
import {createBirdReader} from './bird.ts';
import {type Ended, type Program, prepareCommand, replyOf} from './command.ts';
import {createFileReader} from './files.ts';
import {createHttpReader} from './http.ts';
import {createKubernetesReader} from './kubernetes.ts';
import {localTimeOf} from './local-time.ts';
import {createKernelState} from './module-gate.ts';
import {createMounts} from './mounts.ts';
import {createPacketSender} from './packets.ts';
import {collect, createGroup} from './process-group.ts';
import {isPermitted, type ReadLine} from './read-only.ts';
import {answered, type Unanswered, unanswered, unansweredBy} from './replies.ts';
import {createSemaphore} from './semaphore.ts';
import {createToolFinder, type FindTool} from './tools.ts';

export interface LocalHostOptions {
	/** Asked only when crictl or the Kubernetes API is needed. */
	readonly dataDirectory: () => Promise<string>;
	/** Decides which kubeconfigs are used; unknown tries a server's first. */
	readonly role?: (() => Promise<Role | undefined>) | undefined;
	/** Where the node's root file system is mounted; default `/`. */
	readonly hostRoot?: string | undefined;
	/** Sends no packets, and starts nothing in a container. */
	readonly passive?: boolean | undefined;
	/** Nothing of last resort, such as a process inside a container. */
	readonly scheduled?: boolean | undefined;
	/** Nodes named by `--peer`. */
	readonly peers?: readonly string[] | undefined;
	/** Ends the run: every child is killed, what is still being read becomes `timed-out`. */
	readonly signal?: AbortSignal | undefined;
	readonly commandTimeoutMs?: number | undefined;
	/** From SIGTERM to SIGKILL, and from there to giving up. */
	readonly killAfterMs?: number | undefined;
	/** Bytes of standard output of one command. */
	readonly outputLimit?: number | undefined;
	/** Commands at a time. */
	readonly concurrency?: number | undefined;
	/** Instead of the system's: directories in which tools are looked for. */
	readonly toolDirectories?: readonly string[] | undefined;
	readonly onChild?: ((child: {readonly pid: number; readonly argv: readonly string[]}) => void) | undefined;
}

const runEnded = unanswered('timed-out', 'the run ended before this was read');
const mostPods = 8;
/** A file server across a continent answers in a tenth of it. */
const mountTimeoutMs = 2000;
/** Between two samples of a counter; see `Sample`. */
const sampleGapMs = 500;

/** This machine. Everything is checked against the read grammar first; nothing else in the program touches the node. */
export const createLocalHost = (options: LocalHostOptions): Host => {
	const {dataDirectory, signal, scheduled = false, passive = false} = options;
	const hostRoot = resolve(options.hostRoot ?? '/');
	if (signal !== undefined) {
		setMaxListeners(0, signal);
	}
	const isRoot = process.geteuid?.() === 0;
	const run = createRunner(options);
	const toolOptions = {hostRoot, dataDirectory, directories: options.toolDirectories, isRoot};
	const mounts = createMounts({isAnswering: createMountAsker(createToolFinder(toolOptions), options)});
	const context = {
		hostRoot,
		mounts,
		dataDirectory,
		findTool: createToolFinder({...toolOptions, mounts}),
		kernel: createKernelState('/', hostRoot),
		exists: (path: string) =>
			access(path).then(
				() => true,
				() => false,
			),
	};
	const runTool = async (
		argv: readonly [string, ...string[]],
		about: ReadLine['about'] = 'network',
	): Promise<Ended | Unanswered> => {
		const program = await prepareCommand(argv, about, context);
		return 'status' in program ? program : run(argv, program);
	};
	const files = createFileReader({hostRoot, mounts});
	const api = createKubernetesReader({dataDirectory, role: options.role, hostRoot, mounts, signal});
	const http = createHttpReader({hostRoot, mounts, signal});
	const bird = createBirdReader({hostRoot, mounts});
	const packet = createPacketSender({passive, hostRoot, runTool});
	const pods = new Set<string | undefined>();

	const command = async (argv: readonly [string, ...string[]], line: ReadLine): Promise<Reply> => {
		if ((scheduled || passive) && line.isLastResort === true) {
			return unanswered(
				scheduled ? 'refused' : 'passive',
				`${line.form} is never done by a scheduled or passive run`,
			);
		}
		if (argv[0] === 'nsenter' && !pods.has(argv[1])) {
			if (pods.size >= mostPods) {
				return unanswered('refused', `more than ${mostPods} network namespaces in one run`);
			}
			pods.add(argv[1]);
		}
		const ended = await runTool(argv, line.about);
		return 'status' in ended ? ended : replyOf(argv[0], ended, isRoot);
	};

	const perform = async (request: Request, line: ReadLine): Promise<Reply> => {
		switch (request.kind) {
			case 'command':
				return command(request.argv, line);
			case 'file':
			case 'directory':
			case 'symlink':
			case 'stat':
			case 'filesystem':
				return files(request);
			case 'api':
				return api(request);
			case 'http':
				return http(request);
			case 'bird':
				return bird(request);
			case 'packet':
				return packet(request);
			case 'option':
				return answered(JSON.stringify(options.peers ?? []));
			case 'clock':
				return answered(localTimeOf(Date.now(), await files({kind: 'symlink', path: '/etc/localtime'})));
		}
	};

	const firstReadAt = new Map<string, number>();
	const read = async (request: Request): Promise<Reply> => {
		const permission = isPermitted(request);
		if (!permission.permitted) {
			return unanswered('refused', permission.why);
		}
		const {sample, ...plain} = request;
		const key = requestKey(plain);
		if (sample === 'last') {
			const passed = performance.now() - (firstReadAt.get(key) ?? 0);
			await sleep(Math.max(0, sampleGapMs - passed));
		}
		try {
			return signal?.aborted === true ? runEnded : await perform(request, permission.line);
		} catch (error) {
			return unansweredBy(error, key);
		} finally {
			firstReadAt.set(key, performance.now());
		}
	};
	return {origin: 'local', read};
};

/** Asks by a child, which can be left behind: a thread of ours that hangs would keep the process. */
const createMountAsker =
	(findTool: FindTool, options: LocalHostOptions) =>
	async (mountPoint: string): Promise<boolean> => {
		const tool = await findTool('stat');
		if ('status' in tool) {
			return true;
		}
		const program = {file: tool.path, arguments: ['-f', '--', mountPoint], environment: {LC_ALL: 'C'}};
		const limits = {...options, commandTimeoutMs: mountTimeoutMs};
		const ended = await runProgram(['stat', '-f', mountPoint], program, limits);
		return !('status' in ended) || ended.reason !== 'timed-out';
	};

/** Programs as children of their own process groups, so many at a time. */
const createRunner = (options: LocalHostOptions) => {
	const {signal, concurrency = 8} = options;
	const inTurn = createSemaphore(concurrency);
	return (argv: readonly string[], program: Program): Promise<Ended | Unanswered> =>
		inTurn(async () => (signal?.aborted === true ? runEnded : runProgram(argv, program, options)));
};

const runProgram = async (
	argv: readonly string[],
	program: Program,
	{
		signal,
		commandTimeoutMs = 5000,
		killAfterMs = 1000,
		outputLimit = 8 * 1024 ** 2,
		onChild,
	}: LocalHostOptions,
): Promise<Ended | Unanswered> => {
	const [name] = argv;
	const child = execa(program.file, program.arguments, {
		cwd: '/',
		env: program.environment,
		extendEnv: false,
		stdin: 'ignore',
		detached: true,
		cleanup: false,
		reject: false,
		buffer: false,
	});
	const {pid} = child;
	if (pid === undefined) {
		return unansweredBy(await child, program.file);
	}
	onChild?.({pid, argv});
	const group = createGroup(pid, killAfterMs);
	const stdout = collect(child.stdout, outputLimit, () =>
		group.end(unanswered('too-large', `${name}: more than ${outputLimit} bytes of output`)),
	);
	const stderr = collect(child.stderr, 64 * 1024);
	const cancel = afterAwake(commandTimeoutMs, () =>
		group.end(unanswered('timed-out', `${name}: no end within ${commandTimeoutMs} ms`)),
	);
	const abort = (): void => group.end(runEnded, 'SIGKILL');
	signal?.addEventListener('abort', abort, {once: true});
	try {
		const result = await Promise.race([child, group.abandoned]);
		if (result === undefined) {
			child.unref();
			child.stdout.destroy();
			child.stderr.destroy();
		}
		const cut = group.settle();
		if (cut !== undefined || result === undefined) {
			return cut ?? runEnded;
		}
		const {exitCode, signal: killedBy} = result;
		return {
			...(exitCode !== undefined && {exitCode}),
			...(killedBy !== undefined && {signal: killedBy}),
			stdout: stdout(),
			stderr: stderr(),
		};
	} finally {
		cancel();
		signal?.removeEventListener('abort', abort);
	}
};
