// Written by `npm run gen`.
export const name = 'rke2-netdoctor';
export const version = '0.1.0';
