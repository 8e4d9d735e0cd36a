// The completion of bash, out of the commands and options that the program itself parses.

const filesAfter = ['output-file', 'host-root', 'state-dir', 'checks-dir'];
const checksAfter = ['only', 'skip'];

const flagsOf = (name, {short}) => (short === undefined ? [`--${name}`] : [`-${short}`, `--${name}`]);

/** Lines of a `case` for what may follow an option. */
const valueCases = (options, formats) =>
	Object.entries(options).flatMap(([name, option]) => {
		const flags = flagsOf(name, option).join('|');
		if (name === 'output') {
			return [`\t\t${flags}) COMPREPLY=($(compgen -W '${formats.join(' ')}' -- "$current")); return ;;`];
		}
		if (name === 'report') {
			return [
				`\t\t${flags}) COMPREPLY=($(compgen -S = -W '${formats.join(' ')}' -- "$current")); compopt -o nospace 2>/dev/null; return ;;`,
			];
		}
		if (option.choices !== undefined) {
			return [
				`\t\t${flags}) COMPREPLY=($(compgen -W '${option.choices.join(' ')}' -- "$current")); return ;;`,
			];
		}
		if (filesAfter.includes(name)) {
			return [
				`\t\t${flags}) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current")); return ;;`,
			];
		}
		if (checksAfter.includes(name)) {
			return [
				`\t\t${flags}) COMPREPLY=($(compgen -W "$(_rke2_netdoctor_checks; _rke2_netdoctor_checks | cut -d / -f 1 | uniq)" -- "$current")); return ;;`,
			];
		}
		return option.value === undefined ? [] : [`\t\t${flags}) return ;;`];
	});

export const bashCompletion = ({
	commands,
	options,
	formats,
}) => `# Written by \`npm run gen\`: completion of rke2-netdoctor for bash.
_rke2_netdoctor_checks() {
	rke2-netdoctor list 2>/dev/null | cut -d ' ' -f 1
}

_rke2_netdoctor() {
	local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} command= word
	COMPREPLY=()
	# bash makes a word of its own of the sign in --output=json.
	[ "$current" = = ] && current=
	[ "$previous" = = ] && previous=\${COMP_WORDS[COMP_CWORD - 2]}
	for word in "\${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
		case $word in
		${Object.keys(commands).join('|')}) command=$word; break ;;
		esac
	done
	case $previous in
${valueCases(options, formats).join('\n')}
	esac
	case $command:$current in
${Object.entries(commands)
	.map(([name, command]) => {
		const words = [...command.options, 'help'].flatMap(option => flagsOf(option, options[option]));
		return `\t\t${name}:-*) COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$current")) ;;`;
	})
	.join('\n')}
		:-*) COMPREPLY=($(compgen -W '${[...commands.check.options, 'help', 'version'].flatMap(option => flagsOf(option, options[option])).join(' ')}' -- "$current")) ;;
		explain:*) COMPREPLY=($(compgen -W "$(_rke2_netdoctor_checks)" -- "$current")) ;;
		schedule:*) COMPREPLY=($(compgen -W 'print install remove status' -- "$current")) ;;
		capture:*|replay:*) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current")) ;;
		:*) COMPREPLY=($(compgen -W '${Object.keys(commands).join(' ')}' -- "$current")) ;;
	esac
}

complete -F _rke2_netdoctor rke2-netdoctor
`;
