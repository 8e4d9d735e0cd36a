// The man page, out of the commands and options that the program itself parses: man-pages(7), groff_man(7).

const escaped = text =>
	text
		.replaceAll('\\', String.raw`\e`)
		.replaceAll('-', String.raw`\-`)
		.replaceAll('…', '...')
		.replace(/^[.']/gm, String.raw`\&$&`);

const flagOf = (name, {short, value}) =>
	[short === undefined ? [] : `-${short}`, `--${name}`]
		.flat()
		.map(flag => String.raw`\fB${escaped(flag)}\fR`)
		.join(', ') + (value === undefined ? '' : ` \\fI${escaped(value)}\\fR`);

const paragraph = (tag, text) => `.TP\n${tag}\n${escaped(text)}\n`;

const section = (title, body) => `.SH ${title}\n${body}`;

const verbatim = lines => `.nf\n${lines.map(escaped).join('\n')}\n.fi\n`;

export const manPage = ({commands, options, exitCodeLines, version}) =>
	[
		`.\\" Written by \`npm run gen\`.\n.TH RKE2-NETDOCTOR 8 "" "rke2-netdoctor ${version}" "System Administration"\n`,
		section('NAME', 'rke2\\-netdoctor \\- diagnose the network of an RKE2 node\n'),
		section(
			'SYNOPSIS',
			Object.values(commands)
				.map(({usage}) => `.B rke2\\-netdoctor\n${escaped(usage)}\n`)
				.join('.br\n'),
		),
		section(
			'DESCRIPTION',
			escaped(
				'Names the most likely cause of a broken network first, with its evidence, what to do, and the official guide. It changes nothing on the node but by schedule install and schedule remove, and needs no internet.\n',
			),
		),
		section(
			'COMMANDS',
			Object.entries(commands)
				.map(([name, {about, options: names}]) =>
					paragraph(
						`\\fB${name}\\fR`,
						`${about}. Options: ${names.map(option => `--${option}`).join(', ')}.`,
					),
				)
				.join(''),
		),
		section(
			'OPTIONS',
			Object.entries(options)
				.map(([name, option]) => paragraph(flagOf(name, option), option.about))
				.join(''),
		),
		section('EXIT STATUS', verbatim(exitCodeLines.split('\n'))),
		section(
			'FILES',
			[
				paragraph('/etc/rke2\\-netdoctor/checks.d', 'checks and formats of your own, *.mjs'),
				paragraph('/var/lib/rke2\\-netdoctor', 'what --quiet remembers'),
				paragraph('/usr/share/doc/rke2\\-netdoctor', 'alert rules, catalogue of checks, licences'),
			].join(''),
		),
		section('EXAMPLES', verbatim(Object.values(commands).flatMap(({examples}) => examples))),
	].join('');
