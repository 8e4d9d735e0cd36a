import {renderers} from '../render/index.generated.ts';

/** One command-line option: what it takes, and the line that help prints for it. */
export interface Option {
	readonly short?: string;
	/** Name of its value in help; none for a switch. */
	readonly value?: string;
	readonly isRepeatable?: true;
	readonly choices?: readonly string[];
	readonly about: string;
}

const formats: readonly string[] = Object.keys(renderers);

export const options = {
	output: {
		short: 'o',
		value: 'FORMAT',
		about: `format of the report: ${formats.join(', ')} (default text)`,
	},
	'output-file': {value: 'PATH', about: 'write the report to a file instead of standard output'},
	'output-mode': {
		value: 'MODE',
		about: 'mode of the files written, octal (default 0600; prometheus 0644)',
	},
	report: {
		value: 'FORMAT=PATH',
		isRepeatable: true,
		about: 'write one more report, such as json=/tmp/report.json; may be repeated',
	},
	only: {value: 'ID|GROUP', isRepeatable: true, about: 'run only these checks; may be repeated'},
	skip: {value: 'ID|GROUP', isRepeatable: true, about: 'leave out these checks; may be repeated'},
	cni: {
		value: 'NAME',
		choices: ['canal', 'flannel', 'calico', 'cilium'],
		about: 'judge as if this were the CNI (said in the report)',
	},
	passive: {about: 'send nothing beyond loopback, unix sockets and API GETs'},
	peer: {value: 'NODE', isRepeatable: true, about: 'also ask this node; may be repeated'},
	timeout: {value: 'SECONDS', about: 'end the whole run after so many seconds (default 60)'},
	'fail-on': {
		value: 'LEVEL',
		choices: ['warning', 'critical', 'never'],
		about: 'from which verdict on the exit code tells: warning (default), critical, never',
	},
	'checks-dir': {
		value: 'DIR',
		about: 'checks and formats of your own (default /etc/rke2-netdoctor/checks.d)',
	},
	'host-root': {value: 'DIR', about: "the node's root file system, mounted elsewhere"},
	quiet: {
		short: 'q',
		about: 'print nothing unless something is new, changed or fixed since the last run with --quiet',
	},
	last: {about: 'show the report of the last run with --quiet; reads nothing from the node'},
	'max-age': {value: 'TIME', about: 'with --last: an older report is undecided, such as 15m or 2h'},
	'state-dir': {value: 'DIR', about: 'where --quiet remembers (default /var/lib/rke2-netdoctor)'},
	every: {
		value: 'MINUTES',
		choices: ['5', '10', '15', '20', '30', '60'],
		about: 'how often the check runs: 5, 10 (default), 15, 20, 30 or 60 minutes',
	},
	group: {value: 'GROUP', about: 'who may read the stored report with --last, besides root'},
	color: {
		value: 'WHEN',
		choices: ['auto', 'always', 'never'],
		about: 'colour: auto (default), always, never',
	},
	verbose: {short: 'v', about: 'every check with its outcome'},
	reads: {about: 'the grammar of permitted reads, each line with the probes that use it'},
	schema: {about: 'the JSON Schema of the report that -o json prints'},
	help: {short: 'h', about: 'this text'},
	version: {about: 'version and exit'},
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof options;

/** Values by option name: a switch is true, a repeatable option a list. */
export type OptionValues = {
	readonly [Name in OptionName]?: (typeof options)[Name] extends {isRepeatable: true}
		? readonly string[]
		: (typeof options)[Name] extends {value: string}
			? string
			: boolean;
};

const run = ['only', 'skip', 'cni', 'timeout', 'checks-dir'] as const satisfies readonly OptionName[];
const show = [
	'output',
	'output-file',
	'output-mode',
	'report',
	'fail-on',
	'color',
	'verbose',
] as const satisfies readonly OptionName[];
const live = ['passive', 'peer', 'host-root'] as const satisfies readonly OptionName[];

const remember = ['quiet', 'last', 'max-age', 'state-dir'] as const satisfies readonly OptionName[];

export interface Command {
	readonly usage: string;
	readonly about: string;
	/** How many words may follow. */
	readonly words: readonly [least: number, most: number];
	readonly options: readonly OptionName[];
	readonly examples: readonly string[];
}

export const commands = {
	check: {
		usage: '[check] [OPTION…]',
		about: 'diagnose this node (the default command)',
		words: [0, 0],
		options: [...run, ...live, ...show, ...remember],
		examples: [
			'rke2-netdoctor',
			'rke2-netdoctor --passive -o json | jq .summary',
			'rke2-netdoctor --only overlay --peer node-3',
			'rke2-netdoctor --last --max-age 15m -o nagios',
		],
	},
	capture: {
		usage: 'capture [FILE|-] [OPTION…]',
		about: 'write a redacted bundle for a ticket; - is standard output',
		words: [0, 1],
		options: [...run, ...live],
		examples: ['rke2-netdoctor capture', 'ssh root@node-2 rke2-netdoctor capture - > node-2.tar.gz'],
	},
	replay: {
		usage: 'replay BUNDLE [OPTION…]',
		about: 'diagnose a bundle made on another node, at any later time',
		words: [1, 1],
		options: [...run, ...show],
		examples: ['rke2-netdoctor replay node-2.tar.gz', 'rke2-netdoctor replay ./unpacked -o json'],
	},
	explain: {
		usage: 'explain ID',
		about: 'what a check reads, why it matters, how to fix it, and the guides; offline',
		words: [1, 1],
		options: ['checks-dir'],
		examples: ['rke2-netdoctor explain overlay/vxlan-missing'],
	},
	list: {
		usage: 'list [--reads|--schema]',
		about: 'every check; with --reads everything that may be read; with --schema the form of -o json',
		words: [0, 0],
		options: ['reads', 'schema', 'checks-dir'],
		examples: [
			'rke2-netdoctor list',
			'rke2-netdoctor list --reads',
			'rke2-netdoctor list --schema > report.schema.json',
		],
	},
	schedule: {
		usage: 'schedule print|install|remove|status',
		about: 'run the check every few minutes, by systemd or cron; options after -- go to the check',
		words: [1, 1],
		options: ['every', 'group', 'state-dir', 'host-root'],
		examples: [
			'rke2-netdoctor schedule print',
			'rke2-netdoctor schedule install --every 10',
			'rke2-netdoctor schedule install --group nagios -- --report prometheus=/var/lib/node_exporter/rke2.prom',
			'rke2-netdoctor schedule status',
			'rke2-netdoctor schedule remove',
		],
	},
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof commands;
