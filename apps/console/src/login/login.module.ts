import { Module } from '@nestjs/common';
import { LoginController } from './login.controller.js';
import { Logins } from './logins.js';

/** Logins of people at the identity provider. */
@Module({ controllers: [LoginController], providers: [Logins] })
export class LoginModule {}
