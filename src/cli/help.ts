import {type Command, type CommandName, commands, type Option, options} from './options.ts';

const optionLine = (name: string, {short, value, about}: Option): string => {
	const flags = `${short === undefined ? '   ' : `-${short},`} --${name}${value === undefined ? '' : ` ${value}`}`;
	return `  ${flags.padEnd(28)} ${about}`;
};

export const exitCodeLines = `Exit codes: 0 ok, 1 warning, 2 critical, 3 undecided, 64 usage, 65 unreadable bundle or state,
            70 a bug of ours, 73 output not written, 75 another run with --quiet, 130 and 143 interrupted`;

/** What an operator needs first. */
const overview = [
	'rke2-netdoctor                                diagnose this node',
	'rke2-netdoctor capture                        a bundle for a ticket',
	'rke2-netdoctor replay node-2.tar.gz -o html   judge it elsewhere, as a page',
	'rke2-netdoctor schedule install               every ten minutes, silent until something changes',
];

/** The text of `--help`, for all commands or for one. */
export const helpText = (name?: CommandName): string => {
	if (name === undefined) {
		return `Diagnoses the network of this RKE2 node: the most likely cause first. Changes nothing.

${Object.values<Command>(commands)
	.map(({usage, about}) => `  rke2-netdoctor ${usage.padEnd(38)} ${about}`)
	.join('\n')}

Examples:
${overview.map(example => `  ${example}`).join('\n')}

${exitCodeLines}
More: rke2-netdoctor COMMAND --help
`;
	}
	const command: Command = commands[name];
	return `rke2-netdoctor ${command.usage}
  ${command.about}

${[...command.options, 'help' as const].map(option => optionLine(option, options[option])).join('\n')}

Examples:
${command.examples.map(example => `  ${example}`).join('\n')}

${exitCodeLines}
`;
};
