import {type Command, type CommandName, commands, type Option, options} from './options.ts';

const optionLine = (name: string, {short, value, about}: Option): string => {
	const flags = `${short === undefined ? '   ' : `-${short},`} --${name}${value === undefined ? '' : ` ${value}`}`;
	return `  ${flags.padEnd(28)} ${about}`;
};

const exitCodeLines = `Exit codes: 0 ok, 1 warning, 2 critical, 3 undecided, 64 usage, 65 unreadable bundle or state,
            70 a bug of ours, 73 output not written, 75 another run with --quiet, 130 and 143 interrupted`;

/** The text of `--help`, for all commands or for one. */
export const helpText = (name?: CommandName): string => {
	if (name === undefined) {
		return `Diagnoses the network of this RKE2 node: the most likely cause first. Changes nothing.

${Object.values<Command>(commands)
	.map(({usage, about}) => `  rke2-netdoctor ${usage.padEnd(28)} ${about}`)
	.join('\n')}

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
