import type {Invocation} from './arguments.ts';
import {exitCodes, UsageError} from './errors.ts';
import {leaveIfStuck} from './leave.ts';

/** Runs one invocation; returns the exit code. Nothing else sets it. */
export const main = async (argv: readonly string[]): Promise<number> => {
	// Failed writes are told to whoever writes; a reader that went away must not look like a bug.
	process.stdout.on('error', () => undefined);
	process.stderr.on('error', () => undefined);
	if (argv.length === 1 && argv[0] === '--version') {
		return printVersion();
	}
	try {
		const {parseArguments} = await import('./arguments.ts');
		const code = await run(parseArguments(argv), argv);
		await leaveIfStuck(code);
		return code;
	} catch (error) {
		return fail(error);
	}
};

const run = async (invocation: Invocation, argv: readonly string[]): Promise<number> => {
	const {command, options} = invocation;
	if (options.version === true) {
		return printVersion();
	}
	if (options.help === true) {
		const {helpText} = await import('./help.ts');
		return print(helpText(argv.includes(command) ? command : undefined));
	}
	switch (command) {
		case 'check':
			return (await import('./commands/check.ts')).check(invocation);
		case 'capture':
			return (await import('./commands/capture.ts')).capture(invocation);
		case 'replay':
			return (await import('./commands/replay.ts')).replay(invocation);
		case 'explain':
			return (await import('./commands/explain.ts')).explain(invocation);
		case 'list':
			return (await import('./commands/list.ts')).list(invocation);
		case 'schedule':
			return (await import('./commands/schedule.ts')).schedule(invocation);
	}
};

const printVersion = async (): Promise<number> => {
	const {name, version} = await import('../version.generated.ts');
	return print(`${name} ${version}\n`);
};

const print = (text: string): Promise<number> =>
	new Promise(resolve => {
		process.stdout.write(text, () => resolve(0));
	});

const fail = (error: unknown): number => {
	const {name, message, stack} = error instanceof Error ? error : new Error(String(error));
	if (error instanceof UsageError) {
		process.stderr.write(`rke2-netdoctor: ${message}\n`);
		return exitCodes.usage;
	}
	if (name === 'BundleError' || name === 'StateError') {
		process.stderr.write(`rke2-netdoctor: ${message}\n`);
		return exitCodes.unreadableInput;
	}
	if (name === 'ScheduleError') {
		process.stderr.write(`rke2-netdoctor: ${message}\n`);
		return exitCodes.unwritableOutput;
	}
	process.stderr.write(
		`rke2-netdoctor: a bug of ours, please report it with this text:\n${stack ?? message}\n`,
	);
	return exitCodes.ownBug;
};
