import {parseArgs} from 'node:util';
import {UsageError} from './errors.ts';
import {nearest} from './nearest.ts';
import {
	type Command,
	type CommandName,
	commands,
	type Option,
	type OptionName,
	type OptionValues,
	options,
} from './options.ts';

export interface Invocation {
	readonly command: CommandName;
	readonly words: readonly string[];
	readonly options: OptionValues;
	/** What follows `--`: for a schedule, the options of the check. */
	readonly rest: readonly string[];
}

const isCommand = (word: string | undefined): word is CommandName =>
	word !== undefined && Object.hasOwn(commands, word);
const isOption = (name: string): name is OptionName => Object.hasOwn(options, name);
const suggestion = (word: string, candidates: readonly string[], prefix = ''): string => {
	const near = nearest(word, candidates);
	return near === undefined ? '' : `; did you mean ${prefix}${near}?`;
};

/** Reads the command line. Throws `UsageError` with what was expected and what was given. */
export const parseArguments = (argv: readonly string[]): Invocation => {
	const end = argv.indexOf('--');
	const [own, rest] = end === -1 ? [argv, []] : [argv.slice(0, end), argv.slice(end + 1)];
	const {tokens} = parseArgs({
		args: [...own],
		strict: false,
		allowPositionals: true,
		tokens: true,
		options: Object.fromEntries(
			Object.entries<Option>(options).map(([name, option]) => [name, parserOption(option)]),
		),
	});
	const [first, ...following] = tokens.flatMap(token => (token.kind === 'positional' ? [token.value] : []));
	if (first !== undefined && !isCommand(first)) {
		throw new UsageError(
			`expected a command (${Object.keys(commands).join(', ')}), got "${first}"${suggestion(first, Object.keys(commands))}`,
		);
	}
	const name: CommandName = first ?? 'check';
	const values: Record<string, string | boolean | readonly string[]> = {};
	for (const token of tokens) {
		if (token.kind === 'option') {
			acceptOption(name, token, values);
		}
	}
	const words = name === 'schedule' ? following : [...following, ...rest];
	return {
		command: name,
		words: acceptWords(name, words, values),
		options: values as OptionValues,
		rest: name === 'schedule' ? rest : [],
	};
};

const parserOption = ({short, value}: Option) => ({
	type: value === undefined ? ('boolean' as const) : ('string' as const),
	...(short !== undefined && {short}),
});

interface OptionToken {
	readonly name: string;
	readonly rawName: string;
	readonly value?: string | undefined;
}

const acceptOption = (
	command: CommandName,
	{name, rawName, value}: OptionToken,
	values: Record<string, string | boolean | readonly string[]>,
): void => {
	const allowed: readonly OptionName[] = [...commands[command].options, 'help', 'version'];
	if (!isOption(name)) {
		throw new UsageError(
			`expected an option of "${command}", got ${rawName}${suggestion(name, allowed, '--')}`,
		);
	}
	if (!allowed.includes(name)) {
		throw new UsageError(`"${command}" takes no --${name}; see rke2-netdoctor ${command} --help`);
	}
	const option: Option = options[name];
	if (option.value === undefined) {
		if (value !== undefined) {
			throw new UsageError(`--${name} takes no value, got "${value}"`);
		}
		values[name] = true;
		return;
	}
	if (value === undefined || value === '') {
		throw new UsageError(`--${name} expects ${option.value}, got nothing`);
	}
	if (option.choices !== undefined && !option.choices.includes(value)) {
		throw new UsageError(
			`--${name} expects one of ${option.choices.join(', ')}, got "${value}"${suggestion(value, option.choices)}`,
		);
	}
	values[name] =
		option.isRepeatable === true ? [...((values[name] as readonly string[]) ?? []), value] : value;
};

const acceptWords = (
	name: CommandName,
	words: readonly string[],
	values: Record<string, unknown>,
): readonly string[] => {
	const {
		words: [least, most],
		usage,
	}: Command = commands[name];
	if (values.help !== true && (words.length < least || words.length > most)) {
		throw new UsageError(
			`expected rke2-netdoctor ${usage}, got ${words.length === 0 ? 'nothing after it' : `"${words.join(' ')}"`}`,
		);
	}
	return words;
};
