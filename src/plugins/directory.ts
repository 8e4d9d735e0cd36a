/** Where third parties leave their checks. */
export const defaultDirectory = '/etc/rke2-netdoctor/checks.d';
