import {join} from 'node:path';
import type {Reply} from '../core/request.ts';
import {locate, sharesNamespace} from './host-root.ts';
import {judgeRead, type KernelState} from './module-gate.ts';
import type {Mounts} from './mounts.ts';
import type {ReadLine} from './read-only.ts';
import {answered, firstLine, type Unanswered, unanswered} from './replies.ts';
import {type FindTool, trustedDirectories} from './tools.ts';

/** A command made ready to run. */
export interface Program {
	readonly file: string;
	readonly arguments: readonly string[];
	readonly environment: Readonly<Record<string, string>>;
}

/** What a program that ran to its end left; killed by a signal it has no exit code. */
export interface Ended {
	readonly exitCode?: number;
	readonly signal?: string;
	readonly stdout: string;
	readonly stderr: string;
}

export type RunTool = (argv: readonly [string, ...string[]]) => Promise<Ended | Unanswered>;

export interface CommandContext {
	readonly hostRoot?: string | undefined;
	readonly dataDirectory: () => Promise<string>;
	readonly mounts?: Mounts | undefined;
	readonly findTool: FindTool;
	readonly kernel: KernelState;
	readonly exists: (path: string) => Promise<boolean>;
}

const plainEnvironment = {
	PATH: trustedDirectories.join(':'),
	LC_ALL: 'C',
	SYSTEMD_PAGER: '',
	SYSTEMD_COLORS: '0',
} as const;

/** Finds the program and everything it needs, unless running it would change the node or describe another machine. */
export const prepareCommand = async (
	argv: readonly [string, ...string[]],
	about: ReadLine['about'],
	context: CommandContext,
): Promise<Program | Unanswered> => {
	const elsewhere = await whyNotOfNode(argv[0], about, context.hostRoot);
	if (elsewhere !== undefined) {
		return unanswered('dependency', elsewhere);
	}
	const prepared =
		argv[0] === 'nsenter' ? await enteringNamespace(argv, context) : await plainly(argv, context);
	return 'status' in prepared || argv[0] !== 'crictl' ? prepared : withRuntime(prepared, context);
};

/** With a host root the files are the node's, but a tool of the kernel or of systemd describes where we run. */
const whyNotOfNode = async (
	tool: string,
	about: ReadLine['about'],
	hostRoot: string | undefined,
): Promise<string | undefined> => {
	if (hostRoot === undefined || hostRoot === '/' || about === 'files') {
		return undefined;
	}
	if (about === 'system-bus') {
		return `${tool} would describe the machine it runs on, not the node under ${hostRoot}`;
	}
	const kind = about === 'processes' ? 'pid' : 'net';
	return (await sharesNamespace(kind, hostRoot))
		? undefined
		: `${tool} would describe another ${kind} namespace than that of the node under ${hostRoot}`;
};

const plainly = async (
	argv: readonly [string, ...string[]],
	{findTool, kernel}: CommandContext,
): Promise<Program | Unanswered> => {
	const [name, ...rest] = argv;
	const tool = await findTool(name);
	if ('status' in tool) {
		return tool;
	}
	const verdict = await judgeRead(argv, tool.realPath, kernel);
	if (verdict !== undefined) {
		return 'changes' in verdict
			? unanswered('would-change-node', verdict.changes)
			: unanswered('not-found', verdict.missing);
	}
	return {file: tool.path, arguments: rest, environment: plainEnvironment};
};

/** `nsenter --net=PATH TOOL …`: the tool inside is found and judged like any other. */
const enteringNamespace = async (
	[nsenter, namespace = '', ...inner]: readonly [string, ...string[]],
	context: CommandContext,
): Promise<Program | Unanswered> => {
	const [name = '', ...rest] = inner;
	const [outside, inside] = await Promise.all([
		plainly([nsenter], context),
		plainly([name, ...rest], context),
	]);
	if ('status' in outside || 'status' in inside) {
		return 'status' in outside ? outside : inside;
	}
	const path = join(context.hostRoot ?? '/', namespace.slice('--net='.length));
	return {...outside, arguments: [`--net=${path}`, inside.file, ...inside.arguments]};
};

/** https://docs.rke2.io/reference/cli_tools#crictl; its own timeout is a little shorter than ours, so that it can say why. */
const withRuntime = async (program: Program, context: CommandContext): Promise<Program> => {
	const {hostRoot = '/', mounts, dataDirectory, exists} = context;
	const configuration = await locate(join(await dataDirectory(), 'agent/etc/crictl.yaml'), {
		hostRoot,
		mounts,
	});
	const isConfigured = hostRoot === '/' && (await exists(configuration));
	const endpoint = isConfigured
		? []
		: [
				'--runtime-endpoint',
				`unix://${await locate('/run/k3s/containerd/containerd.sock', {hostRoot, mounts})}`,
			];
	return {
		...program,
		arguments: ['--timeout', '4s', ...endpoint, ...program.arguments],
		environment: {...program.environment, ...(isConfigured && {CRI_CONFIG_FILE: configuration})},
	};
};

const deniedText = /permission denied|operation not permitted|must be root|are you root|requires root/i;

/** A non-zero exit is a reply with a body: for some tools it is normal, which their parsers know. */
export const replyOf = (name: string, {exitCode, signal, stdout, stderr}: Ended, isRoot: boolean): Reply => {
	if (exitCode === 0) {
		return answered(stdout, stderr === '' ? {} : {stderr});
	}
	const how = exitCode === undefined ? `ended by ${signal ?? 'a signal'}` : `exit code ${exitCode}`;
	const reason = !isRoot && deniedText.test(stderr) ? 'denied' : 'exit-code';
	const said = firstLine(stderr) || firstLine(stdout);
	return unanswered(reason, `${name}: ${how}${said === '' ? '' : `: ${said}`}`, {
		body: stdout,
		...(exitCode !== undefined && {code: exitCode}),
	});
};
